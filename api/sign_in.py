"""Signing in and out by the API, and the caller's own account."""

from math import ceil

from allauth.account.forms import ResetPasswordForm, UserTokenForm
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import update_last_login
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied

from accounts import signing_in
from accounts.models import Organization, User
from accounts.signals import zone_changed

from .answers import success
from .authentication import asked_organization, membership
from .errors import TooMany, Unprocessable
from .manners import HouseView
from .permissions import Anybody
from .serializers import ForgottenBody, ProfileBody, RefreshBody, ResetBody, SignInBody, SignUpBody
from .throttling import SignInThrottle, count_call
from .tokens import issue, rotate, use_up
from .wire import AccountAnswer, SignedIn, SignedUp, Tokens

FORGOTTEN_MAILS = "5/hour"  # to one address, however many ask


class NoCredential(BaseAuthentication):
    """Whoever calls is nobody yet."""

    def authenticate(self, request):
        return None

    def authenticate_header(self, request):
        return 'Bearer realm="api"'


class PublicView(HouseView):
    """An endpoint for people who have not signed in: slow for each address, and never remembered or rehearsed."""

    authentication_classes = [NoCredential]
    permission_classes = [Anybody]
    throttle_classes = [SignInThrottle]
    body_class = None
    is_rehearsable = False

    def checked(self):
        body = self.body_class(data=self.request.data)
        body.is_valid(raise_exception=True)
        return body.validated_data


def person(member):
    """`user` of an answer: the member, in the words of the API."""
    user = member.user
    return {
        "id": member.pk,
        "first_name": user.first_name if user else member.name,
        "last_name": user.last_name if user else "",
        "email": user.email if user else "",
        "role": member.role,
        "organization_id": member.organization_id,
    }


def signed_in(member, **more):
    """The body of a sign-in: a new pair of tokens and who it is for."""
    return {**issue(member.user), "user": person(member), **more}


class LoginView(PublicView):
    """Sign in with e-mail and password.

    Where the person has two-factor sign-in, a `code` from their authenticator app (or a recovery code) is needed as
    well: the answer to a sign-in without it is 401 with `errors: {code: …}`. `X-Org-Id` picks the organization for
    people who are in several.
    """

    body_class, answer_class = SignInBody, SignedIn
    is_atomic = False  # a refused sign-in is counted, and must stay so

    def post(self, request):
        asked = self.checked()
        try:
            user = signing_in.check_password(request, asked["email"], asked["password"])
            if user is None:
                raise AuthenticationFailed(_("E-mail or password is not right."))
            self.check_code(user, asked.get("code"))
        except signing_in.LockedOut as locked:
            wait = ceil(locked.wait.total_seconds())
            raise TooMany(wait, _("Too many failed attempts.")) from locked
        return success(**self.enter(user), app_version=settings.VERSION, app_environment=settings.ENVIRONMENT)

    def check_code(self, user, code):
        if not signing_in.needs_code(user):
            return
        if not code:
            raise AuthenticationFailed({"code": _("Enter the code from your authenticator app.")})
        if not signing_in.check_code(self.request, user, code):
            raise AuthenticationFailed({"code": _("This code is not right, or was used already.")})

    @transaction.atomic
    def enter(self, user):
        member = membership(user.pk, asked_organization(self.request))
        if member is None:
            raise AuthenticationFailed(_("E-mail or password is not right."))
        member.user.last_organization_id = member.organization_id
        member.user.save(update_fields=["last_organization"])
        update_last_login(None, member.user)
        return signed_in(member)


class RegisterView(PublicView):
    """Make an organization and its admin, who is signed in at once."""

    body_class, answer_class, answer_status = SignUpBody, SignedUp, 201

    def post(self, request):
        if not settings.SIGN_UP_OPEN:
            raise PermissionDenied(_("Signing up is closed here. Ask to be invited."))
        asked = self.checked()
        name = asked.pop("organization_name")
        user = new_user(**asked)
        member = Organization.found(name=name, admin=user)
        return success(**signed_in(member, is_new_org=True), status=201)


def new_user(*, email, password, **names):
    """A person who can sign in with this e-mail. Raises Unprocessable where the address is taken."""
    try:
        validate_password(password, User(email=email, **names))
        with transaction.atomic():
            user = User.objects.create_user(email, password, **names)
    except DjangoValidationError as error:
        raise Unprocessable({"password": " ".join(error.messages)}) from error
    except IntegrityError as error:
        raise Unprocessable({"email": _("This e-mail address has an account already.")}) from error
    EmailAddress.objects.create(user=user, email=user.email, primary=True)
    return user


class RefreshView(PublicView):
    """Trade a refresh token for a new pair. Each refresh token works once."""

    body_class, answer_class = RefreshBody, Tokens

    def post(self, request):
        user = rotate(self.checked()["refresh"])
        if membership(user.pk) is None:
            raise AuthenticationFailed(_("This account is no longer active."))
        return success(**issue(user))


class LogoutView(PublicView):
    """Make a refresh token useless."""

    body_class = RefreshBody

    def post(self, request):
        use_up(self.checked()["refresh"])
        return success(message=_("Signed out."))


class ForgotPasswordView(PublicView):
    """Mail a link with which to choose a new password. The answer is the same whether or not the address is known."""

    body_class = ForgottenBody
    is_atomic = False  # nothing is written, and no transaction waits for a mail server

    def post(self, request):
        email = self.checked()["email"].lower()
        allowance = count_call(f"forgotten:{salted_hmac('forgotten', email).hexdigest()}", FORGOTTEN_MAILS)
        form = ResetPasswordForm({"email": email})
        if not allowance.exceeded and form.is_valid():
            form.save(request._request)
        return success(message=_("If this address has an account, a mail with a link is on its way."))


class ResetPasswordView(PublicView):
    """Choose a new password with the `token` of the mailed link: its last part, without the slash.

    Every session and token of the person ends with it.
    """

    body_class = ResetBody

    def post(self, request):
        asked = self.checked()
        uid, _dash, key = asked["token"].partition("-")
        form = UserTokenForm({"uidb36": uid, "key": key})
        if not form.is_valid() or not form.reset_user.is_active:
            raise Unprocessable({"token": _("This link is wrong, used or too old. Ask for a new one.")})
        set_password(form.reset_user, asked["password"])
        return success(message=_("Your password is changed. Please sign in."))


def set_password(user, password):
    """Give `user` a new password and end whatever they were signed in with."""
    try:
        validate_password(password, user)
    except DjangoValidationError as error:
        raise Unprocessable({"password": " ".join(error.messages)}) from error
    user.set_password(password)
    user.save(update_fields=["password"])
    user.sign_out_everywhere()


class MeView(HouseView):
    """The caller's own account."""

    body_class, answer_class = ProfileBody, AccountAnswer

    def get(self, request):
        return success(self.account())

    def put(self, request, partial=False):
        """Change one's own name, time zone and theme."""
        user = request.member.user
        if user is None:
            raise PermissionDenied(_("A key has no account of its own to change."))
        body = ProfileBody(data=request.data, partial=partial)
        body.is_valid(raise_exception=True)
        zone = user.time_zone
        for name, value in body.validated_data.items():
            setattr(user, name, value)
        user.save(update_fields=list(body.validated_data))
        if user.time_zone != zone:
            zone_changed.send(sender=type(user), user=user)
        return success(self.account(), _("Saved."))

    def patch(self, request):
        """Change some of it."""
        return self.put(request, partial=True)

    def account(self):
        member = self.request.member
        user = member.user
        return {
            **person(member),
            "data_scope": member.data_scope,
            "organization_name": member.organization.name,
            "time_zone": user.time_zone if user else "UTC",
            "theme": user.theme if user else "system",
        }
