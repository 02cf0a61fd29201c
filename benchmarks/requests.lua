-- Sends the requests of one scenario in turn; prints one line to be read by load.py.
local paths, headers, body, turn = {}, {}, nil, 0
local numbers = 0

function init(args)
  for line in io.lines(args[1]) do
    local what, rest = line:match("^(%u+) (.*)$")
    if what == "PATH" then paths[#paths + 1] = rest end
    if what == "HEADER" then local name, value = rest:match("^(.-): (.*)$"); headers[name] = value end
    if what == "BODY" then body = rest end
  end
  math.randomseed(os.time())
  numbers = math.random(1000000000) * 1000
end

function request()
  turn = turn % #paths + 1
  numbers = numbers + 1
  local sent = body and body:gsub("#", tostring(numbers)) or nil
  return wrk.format(body and "POST" or "GET", paths[turn], headers, sent)
end

function done(summary, latency)
  local wrong = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout
  io.write(string.format("RESULT %d %d %d %d %d\n", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(95), wrong))
end
