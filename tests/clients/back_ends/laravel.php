<?php

/*
 * A site that redeems tickets with the rule under clients/menshen-laravel, in the validator of Laravel:
 *
 *     MENSHEN_URL=… SITE_SECRET=… php laravel.php
 *
 * Prints its port, then serves until its standard input ends. With VALIDATOR=no, for who has no Laravel, the ticket
 * is redeemed by the call alone.
 */

declare(strict_types=1);

use Illuminate\Translation\ArrayLoader;
use Illuminate\Translation\Translator;
use Illuminate\Validation\Factory;
use Menshen\InvalidTicket;
use Menshen\Laravel\VerifiedPhone;
use Menshen\Menshen;
use Menshen\Unavailable;

spl_autoload_register(static function (string $class): void {
    $file = __DIR__ . '/../../../clients/menshen-laravel/src/' . str_replace('\\', '/', substr($class, 8)) . '.php';
    if (str_starts_with($class, 'Menshen\\') && is_file($file)) {
        require $file;
    }
});

/** What the site says to this ticket: a status, and a text. */
function register(string $ticket): array
{
    $menshen = new Menshen(getenv('MENSHEN_URL'), getenv('SITE_SECRET'));
    if (getenv('VALIDATOR') === 'no') {
        try {
            return [200, ['mobile' => $menshen->redeem($ticket)->mobile]];
        } catch (InvalidTicket $refused) {
            return [403, ['why' => $refused->getMessage()]];
        } catch (Unavailable) {
            return [503, []];
        }
    }
    require_once '/usr/share/php/Illuminate/Validation/autoload.php';
    $phone = new VerifiedPhone($menshen);
    $factory = new Factory(new Translator(new ArrayLoader(), 'en'));
    $validator = $factory->make(['ticket' => $ticket], ['ticket' => ['bail', 'required', $phone]]);
    if ($validator->passes()) {
        return [200, ['mobile' => $phone->verification()->mobile]];
    }
    $said = $validator->errors()->first('ticket');
    return [str_contains($said, 'in a moment') ? 503 : 403, ['why' => $said]];
}

$listener = stream_socket_server('tcp://127.0.0.1:0');
echo substr(strrchr(stream_socket_get_name($listener, false), ':'), 1), "\n";
while (true) {
    $ready = [$listener, STDIN];
    $none = null;
    stream_select($ready, $none, $none, null);
    if (in_array(STDIN, $ready, true)) {
        exit;
    }
    $connection = stream_socket_accept($listener);
    $length = 0;
    while (($line = trim((string) fgets($connection))) !== '') {
        if (stripos($line, 'content-length:') === 0) {
            $length = (int) substr($line, 15);
        }
    }
    parse_str($length > 0 ? stream_get_contents($connection, $length) : '', $form);
    [$status, $answer] = register($form['ticket'] ?? '');
    $body = json_encode($answer);
    fwrite($connection, "HTTP/1.1 $status -\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: "
        . strlen($body) . "\r\n\r\n$body");
    fclose($connection);
}
