-- KEYS: the counter. ARGV: how many are allowed, the window's length in ms.
-- Returns 0, or how many ms to wait.
return count_in(KEYS[1], ARGV[1], ARGV[2])
