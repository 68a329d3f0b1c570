<?php

declare(strict_types=1);

namespace Menshen;

use DateTimeImmutable;
use Exception;
use JsonException;

/** A Menshen server, at this address and path. A ticket says that a phone number was verified, and is good once. */
final class Menshen
{
    /** What Menshen's answers are far below. */
    private const LONGEST_ANSWER = 64 * 1024;

    public function __construct(
        private readonly string $url,
        #[\SensitiveParameter] private readonly string $secret,
        /** How long a call may wait, in seconds. */
        private readonly float $timeout = 5.0,
    ) {
    }

    /** The secret is in no dump. */
    public function __debugInfo(): array
    {
        return ['url' => $this->url];
    }

    /**
     * What this ticket stands for. Whoever asks with the same key, a UUID made for this one registration, gets the
     * same answer again. Without one a key is made here, and a call whose answer was lost is made a second time
     * with it.
     *
     * @throws InvalidTicket There is no verified number behind it.
     * @throws Unavailable Nobody knows for now.
     * @throws WrongSecret The settings are wrong.
     */
    public function redeem(string $ticket, ?string $idempotencyKey = null): Verification
    {
        if ($ticket === '') {
            throw new InvalidTicket('missing-input-response');
        }
        $form = [
            'secret' => $this->secret,
            'response' => $ticket,
            'idempotency_key' => $idempotencyKey ?? self::uuid(),
        ];
        try {
            $answer = $this->ask($form);
        } catch (Unavailable) {
            $answer = $this->ask($form);
        }
        if (($answer['success'] ?? false) === true) {
            return self::verification($answer);
        }
        $codes = array_filter((array) ($answer['error-codes'] ?? []), 'is_string');
        $said = implode(', ', $codes);
        throw match (true) {
            array_intersect($codes, ['missing-input-secret', 'invalid-input-secret']) !== [] => new WrongSecret($said),
            $codes === [] || in_array('internal-error', $codes, true) => new Unavailable($said),
            default => new InvalidTicket($said),
        };
    }

    /** @param array<string, string> $form */
    private function ask(array $form): array
    {
        $context = stream_context_create(['http' => [
            'method' => 'POST',
            'header' => "Content-Type: application/x-www-form-urlencoded\r\nAccept: application/json",
            'content' => http_build_query($form),
            'timeout' => $this->timeout,
            'follow_location' => 0,
            'ignore_errors' => true,
        ]]);
        $url = rtrim($this->url, '/') . '/siteverify';
        // A failure is an answer here, not a warning.
        $body = @file_get_contents($url, false, $context, 0, self::LONGEST_ANSWER);
        if ($body === false) {
            throw new Unavailable('no answer');
        }
        $status = explode(' ', $http_response_header[0] ?? '')[1] ?? '';
        if ($status !== '200') {
            throw new Unavailable("status $status");
        }
        try {
            $answer = json_decode($body, true, 8, JSON_THROW_ON_ERROR);
        } catch (JsonException) {
            throw new Unavailable('an answer that is no JSON');
        }
        return is_array($answer) ? $answer : throw new Unavailable('an answer that is no object');
    }

    private static function verification(array $answer): Verification
    {
        foreach (['mobile', 'challenge_ts', 'hostname'] as $field) {
            is_string($answer[$field] ?? null) || throw new Unavailable("an answer without $field");
        }
        try {
            $at = new DateTimeImmutable($answer['challenge_ts']);
        } catch (Exception) {
            throw new Unavailable('an answer with a time that is none');
        }
        return new Verification($answer['mobile'], $at, $answer['hostname']);
    }

    /** Version 4 (RFC 9562). */
    private static function uuid(): string
    {
        $bytes = random_bytes(16);
        $bytes[6] = chr(ord($bytes[6]) & 0x0f | 0x40);
        $bytes[8] = chr(ord($bytes[8]) & 0x3f | 0x80);
        return vsprintf('%s%s-%s-%s-%s-%s%s%s', str_split(bin2hex($bytes), 4));
    }
}
