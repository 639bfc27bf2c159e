-- Requests for wrk, and what came of them as one line of JSON.
-- Each line of the file that REQUESTS names is one request: method, path, Accept, User-Agent, X-Forwarded-For, body,
-- separated by tabs.
local lines, count = {}, {}
local number = 0
local started

function setup(thread)
  started = thread
end

function init()
  for line in io.lines(os.getenv("REQUESTS")) do
    local method, path, accept, agent, address, body =
      line:match("^([^\t]*)\t([^\t]*)\t([^\t]*)\t([^\t]*)\t([^\t]*)\t(.*)$")
    local headers = { ["Accept"] = accept, ["User-Agent"] = agent }
    if address ~= "" then headers["X-Forwarded-For"] = address end
    if body ~= "" then headers["Content-Type"] = "application/json" end
    lines[#lines + 1] = wrk.format(method, path, headers, body ~= "" and body or nil)
  end
  told = ""
end

function request()
  number = number + 1
  return lines[(number - 1) % #lines + 1]
end

function response(status)
  count[status] = (count[status] or 0) + 1
  local parts = {}
  for s, n in pairs(count) do parts[#parts + 1] = string.format('"%d": %d', s, n) end
  told = table.concat(parts, ", ")
end

function done(summary, latency)
  io.write(string.format(
    '{"statuses": {%s}, "seconds": %f, "median": %f, "late": %f, "longest": %f, "timeouts": %d, "broken": %d}\n',
    started:get("told"), summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    latency.max / 1e3, summary.errors.timeout, summary.errors.connect + summary.errors.read + summary.errors.write))
end
