<?php

declare(strict_types=1);

namespace Menshen;

use DateTimeImmutable;

/** What a ticket stands for. */
final class Verification
{
    public function __construct(
        /** The phone number, as in +8613800138000. */
        public readonly string $mobile,
        /** When it was verified. */
        public readonly DateTimeImmutable $verifiedAt,
        /** On which host's page. */
        public readonly string $hostname,
    ) {
    }
}
