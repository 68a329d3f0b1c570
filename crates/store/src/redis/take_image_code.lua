-- Takes a picture's text out, and with it the network that it was issued to.
-- KEYS: the name, what the network stands under.
-- Returns both; nothing in place of what is not there.
return {redis.call('GETDEL', KEYS[1]), redis.call('GETDEL', KEYS[2])}
