//! What answers the connections of a listener.

use crate::server::Server;
use crate::tls::Acceptor;
use crate::{admin, http, metrics, redirect};
use axum::Router;
use std::sync::{Arc, PoisonError, RwLock};

/// What answers on a listener. Clones answer the same.
#[derive(Debug, Clone)]
pub struct Entrance {
    tls: Option<Arc<Acceptor>>,
    face: Face,
    /// The port of HTTPS.
    port: u16,
    routers: Arc<RwLock<Routers>>,
}

/// Whom a listener is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Face {
    Clients,
    /// Clients that speak HTTP where they should speak HTTPS.
    Redirected,
    Metrics,
    /// Clients of the TURN server inside.
    Turn,
    Admin,
}

/// The routers, which depend on the configuration.
#[derive(Debug)]
struct Routers {
    main: Router,
    /// Answers those who speak HTTP where HTTPS is spoken.
    redirect: Router,
    metrics: Router,
    admin: Router,
}

impl Entrance {
    /// Answers on the listener for clients, which has this port.
    pub fn new(server: &Arc<Server>, port: u16) -> Self {
        let certificates = server.config().certificates.clone();
        Self {
            tls: certificates.map(|certificates| Arc::new(Acceptor::new(&certificates))),
            face: Face::Clients,
            port,
            routers: Arc::new(RwLock::new(Routers::new(server, port))),
        }
    }

    /// Returns what answers on a listener for HTTP beside that for HTTPS.
    pub fn redirecting(&self) -> Self {
        Self {
            tls: None,
            face: Face::Redirected,
            ..self.clone()
        }
    }

    /// Returns what answers on a listener for Prometheus.
    pub fn for_metrics(&self) -> Self {
        Self {
            tls: None,
            face: Face::Metrics,
            ..self.clone()
        }
    }

    /// Returns what answers on a listener for TURN over TCP.
    pub fn for_turn(&self) -> Self {
        Self {
            tls: None,
            face: Face::Turn,
            ..self.clone()
        }
    }

    /// Returns what answers on a listener for the operator.
    pub fn for_admin(&self) -> Self {
        Self {
            tls: None,
            face: Face::Admin,
            ..self.clone()
        }
    }

    /// Returns whether TURN is spoken here, and nothing else.
    pub fn is_turn(&self) -> bool {
        self.face == Face::Turn
    }

    /// Takes over what has changed in the configuration. Open connections are answered as before.
    pub fn reload(&self, server: &Arc<Server>) {
        let routers = Routers::new(server, self.port);
        *self.routers.write().unwrap_or_else(PoisonError::into_inner) = routers;
    }

    /// Returns what accepts TLS, if it is spoken here.
    pub fn acceptor(&self) -> Option<&Acceptor> {
        self.tls.as_deref()
    }

    /// Returns what answers requests.
    pub fn router(&self) -> Router {
        let routers = self.routers.read().unwrap_or_else(PoisonError::into_inner);
        match self.face {
            Face::Clients => routers.main.clone(),
            Face::Redirected => routers.redirect.clone(),
            Face::Metrics => routers.metrics.clone(),
            Face::Turn => Router::new(),
            Face::Admin => routers.admin.clone(),
        }
    }

    /// Returns what answers requests without TLS where it is spoken.
    pub fn redirect(&self) -> Router {
        let routers = self.routers.read().unwrap_or_else(PoisonError::into_inner);
        routers.redirect.clone()
    }
}

impl Routers {
    fn new(server: &Arc<Server>, port: u16) -> Self {
        Self {
            main: http::router(server),
            redirect: redirect::router(server, port),
            metrics: metrics::router(server),
            admin: admin::router(server),
        }
    }
}
