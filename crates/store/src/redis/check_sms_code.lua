-- Counts an attempt on each live code that has one left, then compares, then spends the code that it is.
-- KEYS: codes, the last that passed. ARGV: code's life ms, attempts allowed, HMAC of what was typed,
--   network, handle or nothing, what the handle is answered with, ms for which that is repeated.
-- Returns {0, what the message was counted by} passed, {1} wrong, {2} no attempt left, {3} no live code, {4, answer} passed before;
--   with 1 and 2 the attempts that remain to the handle, or -1 where it has no live code.
local allowed, mac, network, handle = tonumber(ARGV[2]), ARGV[3], ARGV[4], ARGV[5]
if handle ~= '' then
  local passed = redis.call('GET', KEYS[2]) or ''
  local by, answer = string.match(passed, '^(%S+ %S+) (%S+)$')
  if by == handle .. ' ' .. mac then
    return {4, answer, -1}
  end
end
if #codes == 0 then
  return {3, '', -1}
end
local is_compared, has_more, right, left = false, false, nil, -1
for _, code in ipairs(codes) do
  local whose = 3
  if handle ~= '' and code.handle == handle then
    whose = 1
  elseif code.network == network then
    whose = 2
  end
  if code.tries[whose] < allowed then
    code.tries[whose] = code.tries[whose] + 1
    is_compared = true
    has_more = has_more or code.tries[whose] < allowed
    if code.mac == mac then
      right = code
    end
  end
  if whose == 1 then
    -- All codes of a handle have as many attempts.
    left = math.max(allowed - code.tries[1], 0)
  end
end
if not is_compared then
  return {2, '', left}
end
if not right then
  save()
  return {has_more and 1 or 2, '', left}
end
keep(function(code)
  return code ~= right and (right.handle == '' or code.handle ~= right.handle)
end)
save()
if handle ~= '' then
  redis.call('SET', KEYS[2], handle .. ' ' .. mac .. ' ' .. ARGV[6], 'PX', ARGV[7])
end
return {0, right.counted or '', -1}
