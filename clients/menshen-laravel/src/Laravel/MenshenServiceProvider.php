<?php

declare(strict_types=1);

namespace Menshen\Laravel;

use Illuminate\Support\ServiceProvider;
use Menshen\Menshen;

/** Makes {@see Menshen} of the settings in config/menshen.php. */
final class MenshenServiceProvider extends ServiceProvider
{
    public function register(): void
    {
        $this->mergeConfigFrom(__DIR__ . '/../../config/menshen.php', 'menshen');
        $this->app->singleton(Menshen::class, static function ($app): Menshen {
            $settings = $app['config']['menshen'];
            return new Menshen($settings['url'], $settings['secret']);
        });
    }

    public function boot(): void
    {
        $this->publishes([__DIR__ . '/../../config/menshen.php' => config_path('menshen.php')], 'menshen-config');
    }
}
