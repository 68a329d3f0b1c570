package menshen;

import java.time.Instant;

/**
 * What a ticket stands for.
 *
 * @param mobile the phone number, as in +8613800138000
 * @param verifiedAt when it was verified
 * @param hostname on which host's page
 */
public record Verification(String mobile, Instant verifiedAt, String hostname) {}
