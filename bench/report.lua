-- What wrk is told by the environment, and what it says at its end as one line of JSON.
wrk.method = os.getenv("METHOD") or "GET"
wrk.body = os.getenv("BODY")
if os.getenv("COOKIE") then wrk.headers["Cookie"] = os.getenv("COOKIE") end
if wrk.body then wrk.headers["Content-Type"] = "application/x-www-form-urlencoded" end

function done(summary, latency, requests)
  local errors = summary.errors
  io.stderr:write(string.format(
    '{"p50": %.2f, "p95": %.2f, "p99": %.2f, "rate": %.1f, "requests": %d, "errors": %d}\n',
    latency:percentile(50) / 1000, latency:percentile(95) / 1000, latency:percentile(99) / 1000,
    summary.requests / (summary.duration / 1e6), summary.requests,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
