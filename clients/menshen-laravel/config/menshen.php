<?php

return [
    'url' => env('MENSHEN_URL'),
    // The server's SITE_SECRET.
    'secret' => env('MENSHEN_SITE_SECRET'),
];
