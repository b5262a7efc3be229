-- Gifts, each with a key of its own in the order of time. BODIES names a file
-- with a body on each line.
local bodies, count = {}, 0
for line in io.lines(os.getenv("BODIES")) do bodies[#bodies + 1] = line end
local path = os.getenv("GIFT_PATH")
local start = os.time() * 1000

math.randomseed(os.time())
local tail = string.format("%08x",
    math.random(0, 2147483647))

function request()
    count = count + 1
    local key = string.format("%08x-%04x-7%03x-8%03x-%s%04x",
        math.floor(start / 65536), start % 65536,
        math.floor(count / 4096) % 4096, count % 4096, tail, count % 65536)
    return wrk.format("POST", path, {
        ["Content-Type"] = "application/json", ["Idempotency-Key"] = key,
    }, bodies[count * 7919 % #bodies + 1])
end

function done(summary, latency)
    local errors = summary.errors
    io.write(string.format('\n{"per_s": %.1f, "failed": %d, "p50_us": %d, ' ..
        '"p99_us": %d}\n', summary.requests / summary.duration * 1e6,
        errors.status + errors.connect + errors.timeout,
        latency:percentile(50), latency:percentile(99)))
end
