from tests.transfers.conftest import bring_in, own_files

__all__ = ["bring_in", "own_files"]
