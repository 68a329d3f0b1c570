//! Every route: those of the API in `api`, with their description; pages, forms and console here.

mod api;

use std::sync::Arc;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware::{from_fn, from_fn_with_state},
    routing::{get, post},
};
use leptos_axum::{LeptosRoutes, generate_route_list};
use tower::Layer;
use tower_http::{
    limit::RequestBodyLimitLayer,
    normalize_path::{NormalizePath, NormalizePathLayer},
};

pub use api::description as api_description;

use crate::app;

use super::{
    cache, gzip, headers,
    middleware::{
        self,
        base_path::Under,
        bounds::{self, BODY_LIMIT},
        console_host, cors, current_site, fetch_metadata, page_context,
    },
    openapi,
    routes::{admin, embed, fallback, files, forms, inbound, not_own, site_logo, sms_codes, work},
    state::AppState,
};

/// What answers on one listener.
pub(crate) type Routes = Under<NormalizePath<Router>>;

/// The whole server as one service. A trailing slash makes no difference to any route, nor does the
/// path that everything is under. The numbers are on it only if the operator wants them public;
/// [`metrics_alone`] is where they are else.
pub(crate) fn build(state: AppState, with_metrics: bool) -> Routes {
    let observe = from_fn_with_state(state.clone(), middleware::observe);
    let observe_and_limit = from_fn_with_state(state.clone(), middleware::observe_and_limit);
    let observe_health = from_fn_with_state(state.clone(), middleware::observe_health);
    let admit = from_fn_with_state(state.clone(), bounds::admit);

    let legacy = Router::from(api::legacy())
        .layer(admit.clone())
        .layer(from_fn_with_state(state.clone(), fetch_metadata::asked_for))
        .layer(from_fn(sms_codes::as_legacy));

    let open = Router::from(api::open(openapi::document(api::described(), &state.public.base)))
        .method_not_allowed_fallback(fallback::method_not_allowed);
    let open = if state.sites.iter().all(|site| site.cors.is_none()) {
        open.layer(observe_and_limit.clone()).merge(legacy.layer(observe))
    } else {
        // Outside of the places, so that others' pages may read a refusal; it has to see OPTIONS.
        open.layer(admit)
            .merge(legacy)
            .layer(from_fn_with_state(state.clone(), cors::share))
            .layer(observe)
    };

    // Pages, the forms on them, and the server functions that they call.
    let context = {
        let state = state.clone();
        move || state.provide_to_page()
    };
    let pages = Router::new()
        .leptos_routes_with_context(&state, generate_route_list(app::App), context, {
            let (options, files) = (state.leptos_options.clone(), state.site_files.clone());
            move || app::shell(options.clone(), files.clone())
        })
        .route("/page/sms-codes", post(forms::send))
        .route("/page/sms-codes/verify", post(forms::verify))
        .route("/page/reverse-messages/verify", post(forms::take_reverse))
        .route("/page/picture", post(forms::new_picture))
        .route("/page/places", post(forms::click))
        .layer(from_fn(gzip::pages))
        .layer(from_fn_with_state(state.clone(), page_context::provide))
        // The same page in a frame, where there is no cookie to read or to leave.
        .route("/embed", get(embed::show).post(embed::change_language))
        .route("/embed/sms-codes", post(embed::send))
        .route("/embed/sms-codes/verify", post(embed::verify))
        .route("/embed/reverse-messages/verify", post(embed::take_reverse))
        .route("/embed/picture", post(embed::new_picture))
        .route("/embed/places", post(embed::click))
        .layer(from_fn_with_state(state.clone(), not_own::refuse))
        // Server functions read a body to its end, past axum's own limit.
        .layer(RequestBodyLimitLayer::new(BODY_LIMIT))
        .layer(from_fn(cache::no_store));

    let own = Router::new()
        .merge(pages)
        .route("/embed.js", get(embed::element))
        .route(app::TO_PARENT_PATH, get(embed::to_parent))
        .route(app::POINTING_PATH, get(embed::pointing))
        .route(app::MOVING_PATH, get(embed::moving))
        .route("/logo", get(site_logo::show))
        .route("/work/worker.js", get(work::worker))
        .route("/work/argon2id.wasm", get(work::module))
        .merge(api::redeem())
        // For providers' machines, which have a proof of their own.
        .route("/inbound/{provider}", post(inbound::receive))
        .route("/inbound/{provider}/{token}", post(inbound::receive))
        .fallback(files::serve)
        .method_not_allowed_fallback(fallback::method_not_allowed)
        .layer(observe_and_limit);

    let health = if with_metrics { api::health().merge(api::metrics()) } else { api::health() };
    let health = Router::from(health)
        .method_not_allowed_fallback(fallback::method_not_allowed)
        .layer(observe_health);

    let base = Arc::clone(&state.public.base);
    let router = open.merge(own).merge(health).with_state(state);
    under(&base, router)
}

/// As one service: under the base path and without it, with a trailing slash and without.
fn under(base: &Arc<str>, routes: Router) -> Routes {
    Under::new(base, NormalizePathLayer::trim_trailing_slash().layer(routes))
}

/// The numbers and nothing else, for a listener of their own.
pub(crate) fn metrics_alone(state: AppState) -> Routes {
    let base = Arc::clone(&state.public.base);
    let router = Router::from(api::metrics())
        .method_not_allowed_fallback(fallback::method_not_allowed)
        .fallback(fallback::nothing)
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(from_fn(bounds::time_and_panics))
        .with_state(state);
    under(&base, router)
}

/// The console for operators, for a listener of its own.
pub(crate) fn console(state: AppState) -> Routes {
    let base = Arc::clone(&state.public.base);
    let router = Router::new()
        .route("/", get(admin::front))
        .route("/admin", get(admin::show))
        .route("/admin/log-in", post(admin::log_in))
        .route("/admin/log-out", post(admin::log_out))
        .route("/admin/switch", get(admin::ask).post(admin::turn))
        .route("/admin/rules", get(admin::rules).post(admin::save_rule))
        .route("/admin/rules/remove", post(admin::remove_rule))
        .route("/admin/decisions", get(admin::decisions))
        .route("/admin/audit", get(admin::audit))
        .route("/admin/style.css", get(admin::style))
        .merge(api::operators(&state.public.base))
        .layer(from_fn_with_state(state.clone(), page_context::provide))
        .layer(from_fn_with_state(state.clone(), not_own::refuse_at_console))
        .method_not_allowed_fallback(fallback::method_not_allowed)
        .fallback(fallback::nothing)
        .layer(from_fn(cache::no_store))
        .layer(from_fn(middleware::settle_media_type))
        .layer(from_fn_with_state(state.clone(), current_site::find))
        .layer(from_fn_with_state(state.clone(), console_host::own_host))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(from_fn(bounds::time_and_panics))
        .layer(from_fn(headers::secure))
        .with_state(state);
    under(&base, router)
}
