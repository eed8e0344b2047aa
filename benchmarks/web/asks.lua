-- wrk: the addresses of BENCH_ASKS, a line each, "path<TAB>key<TAB>system"; each thread, of one connection, is one of
-- the systems; shuffled by BENCH_SEED. Tells its figures as JSON.
local asks, n, i, threads = {}, 0, 0, 0
function setup(thread)
  thread:set("system", tostring(threads))
  threads = threads + 1
end
function init(args)
  math.randomseed(tonumber(os.getenv("BENCH_SEED")))
  for line in io.lines(os.getenv("BENCH_ASKS")) do
    local path, key, whose = line:match("^(.-)\t(.-)\t(.*)$")
    if whose == system then
      n = n + 1
      asks[n] = wrk.format("GET", path, {["Authorization"] = "Bearer " .. key, ["Host"] = "localhost"})
    end
  end
  for k = n, 2, -1 do local j = math.random(k); asks[k], asks[j] = asks[j], asks[k] end
end
function request() i = i % n + 1; return asks[i] end
function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format('\n{"rate": %f, "p95": %f, "wrong": %d}\n',
    summary.requests / summary.duration * 1e6, latency:percentile(95),
    errors.status + errors.connect + errors.read + errors.write + errors.timeout))
end
