-- Reserves the one message that a number may get now. One step on the server, by its clock.
-- KEYS: messages of late (reservation by its time in ms), code.
-- ARGV: reservation, code's HMAC, code's life ms, attempts allowed, ms that messages are remembered,
--   how many are, ms after which delays begin anew, how many delays there are, each delay in ms; then
--   for each quota how many are allowed and its window in ms.
-- Returns {0, ms until the next} reserved, {1, ms} cooling down, {2, ms} too many, {3, ms} attempts
-- used up.
local reservation, mac, life, attempts_allowed = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
local memory, remembered, reset = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
local delays = {}
for i = 1, tonumber(ARGV[8]) do
  delays[i] = tonumber(ARGV[8 + i])
end
local quotas = {}
for i = 9 + #delays, #ARGV, 2 do
  quotas[#quotas + 1] = {count = tonumber(ARGV[i]), window = tonumber(ARGV[i + 1])}
end
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)

redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - memory)
local sent = {}
local log = redis.call('ZRANGE', KEYS[1], 0, -1, 'WITHSCORES')
for i = 1, #log, 2 do
  local at = tonumber(log[i + 1])
  if at > now then
    -- The server's clock jumped back. As if sent now, it keeps nobody waiting for longer than a rule says.
    redis.call('ZADD', KEYS[1], now, log[i])
    at = now
  end
  sent[#sent + 1] = at
end

-- How many of them are within the last stretch of this length.
local function within(length)
  local n = 0
  while n < #sent and sent[#sent - n] + length > now do
    n = n + 1
  end
  return n
end

-- The longest of the waits: why, and how long.
local function wait()
  local why, longest = 0, 0
  local n = within(reset)
  if n > 0 then
    longest = sent[#sent] + delays[math.min(n, #delays)] - now
    why = 1
  end
  for _, quota in ipairs(quotas) do
    if within(quota.window) >= quota.count then
      -- The one that has to leave the window before there is a place again.
      local left = sent[#sent - quota.count + 1] + quota.window - now
      if left > longest then
        why, longest = 2, left
      end
    end
  end
  return why, longest
end

local why, left = wait()
if left > 0 then
  return {why, left}
end
local attempts = tonumber(redis.call('HGET', KEYS[2], 'attempts') or '0')
if attempts >= attempts_allowed then
  left = redis.call('PTTL', KEYS[2])
  if left > tonumber(life) then
    left = tonumber(life)
    redis.call('PEXPIRE', KEYS[2], left)
  end
  return {3, left}
end
redis.call('ZADD', KEYS[1], now, reservation)
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -remembered - 1)
redis.call('PEXPIRE', KEYS[1], memory)
redis.call('HSET', KEYS[2], 'by', reservation, 'mac', mac, 'attempts', attempts)
redis.call('PEXPIRE', KEYS[2], life)
sent[#sent + 1] = now
why, left = wait()
return {0, left}
