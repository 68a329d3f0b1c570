<?php

declare(strict_types=1);

namespace Menshen;

use RuntimeException;

/** Menshen can't be reached or is busy; the ticket may be good. Ask the person to try again in a moment. */
final class Unavailable extends RuntimeException
{
}
