/// Provider stand-ins for the sandbox: each speaks its provider's wire protocol on its own loopback port. Beside
/// them a database and a storage for whoever has none.
///
/// Purpose: the production adapters run unchanged against these; only base URLs and keys differ.
/// State: objects in memory, every change appended to a journal in the data folder before the reply leaves.
/// Invariant: nothing here uses the rest of the server; only what starts a server or tests one uses what is here.
@NullMarked
package gg.tap2.server.sandbox;

import org.jspecify.annotations.NullMarked;
