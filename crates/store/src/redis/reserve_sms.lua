-- Reserves the one message that a number may get now. One step on the server, by its clock.
-- KEYS: codes, messages of late (reservation and network by its time in ms).
-- ARGV: code's life ms, attempts allowed, reservation, code's HMAC, handle, network, how many codes of a
--   handle and of a number live, ms that messages are remembered, how many are, ms after which delays
--   begin anew, what the message was counted by, 1 if a stranger asks and else 0, how many delays there are, each delay in ms; then for each quota 1 if it is that of one
--   network and else 0, how many are allowed and its window in ms.
-- Returns {0, ms until the next} reserved, {1, ms} cooling down, {2, ms} too many, {3, ms} the handle's
-- attempts used up.
local allowed, reservation, mac = tonumber(ARGV[2]), ARGV[3], ARGV[4]
local handle, network = ARGV[5], ARGV[6]
local codes_of_handle, codes_of_number = tonumber(ARGV[7]), tonumber(ARGV[8])
local memory, remembered, reset = tonumber(ARGV[9]), tonumber(ARGV[10]), tonumber(ARGV[11])
local is_stranger = ARGV[13] == '1'
local delays = {}
for i = 1, tonumber(ARGV[14]) do
  delays[i] = tonumber(ARGV[14 + i])
end
local quotas = {}
for i = 15 + #delays, #ARGV, 3 do
  quotas[#quotas + 1] =
    {is_network = ARGV[i] == '1', count = tonumber(ARGV[i + 1]), window = tonumber(ARGV[i + 2])}
end

redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now - memory)
-- All that count for who asks, and those of this network; one of a server of version 0.1 has none. To who asks
-- from a known network those of strangers count for the first delay alone.
local all, own, last = {}, {}, nil
local log = redis.call('ZRANGE', KEYS[2], 0, -1, 'WITHSCORES')
for i = 1, #log, 2 do
  local at = tonumber(log[i + 1])
  if at > now then
    -- The server's clock jumped back. As if sent now, it keeps nobody waiting for longer than a rule says.
    redis.call('ZADD', KEYS[2], now, log[i])
    at = now
  end
  last = math.max(last or at, at)
  local of, by_stranger = string.match(log[i], '^[^.]*%.([^.]*)%.?(s?)$')
  if is_stranger or by_stranger ~= 's' then
    all[#all + 1] = at
  end
  if of == network then
    own[#own + 1] = at
  end
end

-- How many of them are within the last stretch of this length.
local function within(sent, length)
  local n = 0
  while n < #sent and sent[#sent - n] + length > now do
    n = n + 1
  end
  return n
end

-- The longest of the waits: why, and how long.
local function wait()
  local why, longest = 0, 0
  if last and last + reset > now then
    longest = math.max(last + delays[1] - now, 0)
    why = 1
  end
  local n = within(all, reset)
  if n > 0 then
    longest = math.max(longest, all[#all] + delays[math.min(n, #delays)] - now)
    why = 1
  end
  for _, quota in ipairs(quotas) do
    local sent = quota.is_network and own or all
    if within(sent, quota.window) >= quota.count then
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
-- All codes of a handle have as many attempts.
local tried, till = 0, now
for _, code in ipairs(codes) do
  if code.handle == handle then
    tried, till = code.tries[1], math.max(till, code.till)
  end
end
if tried >= allowed then
  save()
  return {3, till - now}
end
local member = reservation .. '.' .. network .. (is_stranger and '.s' or '')
redis.call('ZADD', KEYS[2], now, member)
redis.call('ZREMRANGEBYRANK', KEYS[2], 0, -remembered - 1)
redis.call('PEXPIRE', KEYS[2], memory)
local of_handle, of_number = 1, #codes + 1
for _, code in ipairs(codes) do
  of_handle = of_handle + (code.handle == handle and 1 or 0)
end
keep(function(code)
  local is_own = code.handle == handle
  if of_number > codes_of_number or (is_own and of_handle > codes_of_handle) then
    of_number = of_number - 1
    of_handle = of_handle - (is_own and 1 or 0)
    return false
  end
  return true
end)
codes[#codes + 1] = {by = reservation, mac = mac, handle = handle, network = network,
  till = now + life, tries = {tried, 0, 0}, counted = ARGV[12]}
newest = reservation
redis.call('HSET', KEYS[1], 'by', reservation, 'mac', mac, 'attempts', 0)
save()
all[#all + 1], own[#own + 1], last = now, now, now
why, left = wait()
return {0, left}
