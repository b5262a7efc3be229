-- The same page again and again.

function done(summary, latency)
    local errors = summary.errors
    io.write(string.format('\n{"per_s": %.1f, "failed": %d, "p50_us": %d, ' ..
        '"p99_us": %d}\n', summary.requests / summary.duration * 1e6,
        errors.status + errors.connect + errors.timeout,
        latency:percentile(50), latency:percentile(99)))
end
