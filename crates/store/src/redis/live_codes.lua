-- Stands before each script that has to do with a number's live codes.
-- KEYS[1]: the codes. ARGV[1]: how long one is accepted, in ms.
-- `live` is a list in JSON, the oldest first. Of `tries` the first counts for who has the handle, the
-- second for others of the network that asked for the message, the third for all others. `by`, `mac` and
-- `attempts` are the newest code as servers of version 0.1 know it: one that they have made has no `live`.
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local life = tonumber(ARGV[1])
local stored = redis.call('HMGET', KEYS[1], 'live', 'by', 'mac', 'attempts')
local newest, codes = stored[2], {}
local is_known = false
for _, code in ipairs(cjson.decode(stored[1] or '[]')) do
  is_known = is_known or code.by == newest
  -- When the server's clock jumped back, none lives for longer than a code does.
  code.till = math.min(code.till, now + life)
  if code.till > now then
    codes[#codes + 1] = code
  end
end
if stored[3] and not is_known then
  local left = math.min(redis.call('PTTL', KEYS[1]), life)
  codes[#codes + 1] = {by = newest, mac = stored[3], handle = '', network = '', till = now + left,
    tries = {0, 0, tonumber(stored[4])}}
end

-- Keeps those for which `stays` answers true.
local function keep(stays)
  local kept = {}
  for _, code in ipairs(codes) do
    if stays(code) then
      kept[#kept + 1] = code
    end
  end
  codes = kept
end

local function save()
  local till, has_newest = now, false
  for _, code in ipairs(codes) do
    till = math.max(till, code.till)
    has_newest = has_newest or code.by == newest
  end
  if #codes == 0 then
    redis.call('DEL', KEYS[1])
    return
  end
  redis.call('HSET', KEYS[1], 'live', cjson.encode(codes))
  redis.call('PEXPIRE', KEYS[1], till - now)
  if not has_newest then
    redis.call('HDEL', KEYS[1], 'by', 'mac')
  end
end
