<?php

declare(strict_types=1);

namespace Menshen;

use RuntimeException;

/** The secret is not the SITE_SECRET of the server. The ticket is not spent. */
final class WrongSecret extends RuntimeException
{
}
