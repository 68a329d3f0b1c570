<?php

declare(strict_types=1);

namespace Menshen;

use RuntimeException;

/** The person has to verify the phone number: the ticket is none, has expired or was redeemed before. */
final class InvalidTicket extends RuntimeException
{
}
