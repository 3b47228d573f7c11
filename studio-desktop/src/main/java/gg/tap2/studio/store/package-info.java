/// The local SQLite store. Every list the studio shows is read from here, so every screen works offline.
/// Invariants: a base copy is only ever written from a server answer; a working copy and its outbox row are written
/// in one transaction; nothing is replaced wholesale.
@NullMarked
package gg.tap2.studio.store;

import org.jspecify.annotations.NullMarked;
