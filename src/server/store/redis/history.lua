-- KEYS: the counts of each step; then for each hour its prefixes and what else is known of them.
-- ARGV: how many steps there are.
-- Returns two lists of three: a step's place from 0, a name, a number; and a prefix, its messages,
-- its right codes and what may be counted too much, in fours.
local counts, prefixes = {}, {}
local steps = tonumber(ARGV[1])
for i = 1, steps do
  local fields = redis.call('HGETALL', KEYS[i])
  for j = 1, #fields, 2 do
    counts[#counts + 1] = tostring(i - 1)
    counts[#counts + 1] = fields[j]
    counts[#counts + 1] = fields[j + 1]
  end
end
for i = steps + 1, #KEYS, 2 do
  local members = redis.call('ZRANGE', KEYS[i], 0, -1, 'WITHSCORES')
  for j = 1, #members, 2 do
    local prefix = members[j]
    prefixes[#prefixes + 1] = prefix
    prefixes[#prefixes + 1] = members[j + 1]
    prefixes[#prefixes + 1] = redis.call('HGET', KEYS[i + 1], 'v' .. prefix) or '0'
    prefixes[#prefixes + 1] = redis.call('HGET', KEYS[i + 1], 'o' .. prefix) or '0'
  end
end
return {counts, prefixes}
