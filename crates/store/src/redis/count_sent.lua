-- Judges how many of a scope's messages were answered, and counts one more unless it is refused.
-- A field `s` or `v` and the time in ms at which a step began holds how many messages were sent and
-- how many codes were right in it; `until` says how long the breaker is open, `pause` for how long it
-- was opened. What lies in the future, since the server's clock jumped back, is taken to be of now.
-- KEYS: the scope. ARGV: step ms, window ms, grace ms, least samples, percent, pause ms,
--   1 when an open breaker refuses.
-- Returns {ms that the breaker is open yet, the step that the message was counted in or 0, sent,
-- verified}; the last two when the breaker has just opened.
local step, window, grace = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local min_samples, percent, pause = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)

local began = now - now % step
local open, sent, verified = 0, 0, 0
local fields = redis.call('HGETALL', KEYS[1])
for i = 1, #fields, 2 do
  local count = tonumber(fields[i + 1])
  if fields[i] == 'until' then
    open = math.max(count - now, 0)
    if open > pause then
      open = pause
      redis.call('HSET', KEYS[1], 'until', now + pause)
    end
  elseif fields[i] ~= 'pause' then
    local kind, at = string.sub(fields[i], 1, 1), tonumber(string.sub(fields[i], 2))
    if at > began then
      redis.call('HDEL', KEYS[1], fields[i])
      redis.call('HINCRBY', KEYS[1], kind .. string.format('%d', began), count)
      at = began
    end
    local over = at + step
    if over <= now - grace - window then
      redis.call('HDEL', KEYS[1], fields[i])
    elseif kind == 'v' then
      verified = verified + count
    elseif over <= now - grace then
      sent = sent + count
    end
  end
end

if open == 0 and sent >= min_samples and verified * 100 < percent * sent then
  open = pause
  redis.call('DEL', KEYS[1])
  redis.call('HSET', KEYS[1], 'until', now + pause, 'pause', pause)
else
  sent, verified = 0, 0
end
local counted = 0
if open == 0 or ARGV[7] ~= '1' then
  counted = began
  redis.call('HINCRBY', KEYS[1], 's' .. string.format('%d', counted), 1)
end
redis.call('PEXPIRE', KEYS[1], math.max(window + grace + step, open))
return {open, counted, sent, verified}
