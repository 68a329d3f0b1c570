<?php

declare(strict_types=1);

namespace Menshen\Laravel;

use Illuminate\Contracts\Validation\Rule;
use LogicException;
use Menshen\InvalidTicket;
use Menshen\Menshen;
use Menshen\Unavailable;
use Menshen\Verification;

/**
 * Redeems the ticket in a field. Where it passes, the number is {@see verification()}'s, never one of the form.
 *
 * A ticket is good once: put the rule last, and let `bail` and the rules of other fields come before.
 */
final class VerifiedPhone implements Rule
{
    private ?Verification $verification = null;

    /** The message's key in Laravel's language files, or the message. */
    private string $message = 'Verify your phone number again.';

    public function __construct(private readonly Menshen $menshen)
    {
    }

    public function passes($attribute, $value): bool
    {
        try {
            $this->verification = $this->menshen->redeem(is_string($value) ? $value : '');
            return true;
        } catch (InvalidTicket) {
            return false;
        } catch (Unavailable) {
            $this->message = "Your phone number can't be checked for now. Try again in a moment.";
            return false;
        }
    }

    public function message(): string
    {
        // Words of the site's own stand in its language files.
        return function_exists('__') ? (string) __($this->message) : $this->message;
    }

    /** What the ticket stands for, once validation has passed. */
    public function verification(): Verification
    {
        return $this->verification ?? throw new LogicException('the ticket was not redeemed');
    }
}
