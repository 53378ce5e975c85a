"""The table of contents of the product: one application from its configuration."""

from flask import Flask
from flask_compress import Compress
from werkzeug.middleware.proxy_fix import ProxyFix

from portal import blueprints, frame
from portal.config import ROOT, Config, Environment
from portal.extensions import csrf, fence, login_manager
from portal.kernel import assets, crypto, db, failures, headers, logs, observing, origin, pages
from portal.kernel.templating import Templates
from portal.staff import loading


def create_app(config: Config) -> Flask:
    """Build one application: its database, its pages, its features."""
    app = Flask("portal", static_folder=None, template_folder=None)
    app.config.update(_flask_settings(config))
    app.extensions["portal.config"] = config
    crypto.use(config.key_ring)
    logs.configure()

    observing.init_app(app, lines=config.environment is Environment.PRODUCTION)
    db.init_app(app, config.database_url, config.connections)
    headers.init_app(app)
    templates = Templates(
        ROOT / "templates", auto_reload=config.environment is Environment.DEVELOPMENT
    )
    pages.init_app(app, templates)
    origin.init_app(app)
    csrf.init_app(app)
    fence.init_app(app)
    login_manager.init_app(app)
    loading.init_app(app)
    Compress(app)
    blueprints.register(app)
    frame.init_app(
        app, templates, assets.init_app(app, ROOT / "static", config.instance / "assets")
    )
    failures.init_app(app)
    # Registered last, so it runs first: the answer is final only once its change is committed.
    app.after_request(failures.finish)
    if config.behind_proxy:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]
    return app


def _flask_settings(config: Config) -> dict[str, object]:
    return {
        "SECRET_KEY": config.secret_key,
        "SECRET_KEY_FALLBACKS": list(config.secret_key_fallbacks),
        # Of several keys itsdangerous signs with the last; Flask-WTF knows nothing of fallbacks.
        "WTF_CSRF_SECRET_KEY": [*config.secret_key_fallbacks, config.secret_key],
        "TESTING": config.environment is Environment.TEST,
        "MAX_CONTENT_LENGTH": 64 * 1024,
        "MAX_FORM_MEMORY_SIZE": 64 * 1024,
        "TRUSTED_HOSTS": list(config.trusted_hosts) or None,
        "SESSION_COOKIE_NAME": "__Host-form" if config.secure_cookies else "form",
        "SESSION_COOKIE_SECURE": config.secure_cookies,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": False,  # wants a Referer, which our pages forbid: kernel.origin
        "RATELIMIT_STORAGE_URI": config.fence_storage,
        "RATELIMIT_STORAGE_OPTIONS": _fence_options(config.fence_storage),
        "RATELIMIT_IN_MEMORY_FALLBACK_ENABLED": True,
        "RATELIMIT_HEADERS_ENABLED": False,
        "COMPRESS_MIMETYPES": ["text/html", "text/javascript", "application/json"],
        "COMPRESS_ALGORITHM": ["zstd", "br", "gzip"],
        "COMPRESS_BR_LEVEL": 4,
        "COMPRESS_ZSTD_LEVEL": 3,
        "COMPRESS_MIN_SIZE": 500,
    }


def _fence_options(storage: str) -> dict[str, float]:
    """Let nobody wait for a Redis that is away: the fence then counts in each process."""
    quick = {"socket_connect_timeout": 0.25, "socket_timeout": 0.25}
    return quick if storage.startswith("redis") else {}
