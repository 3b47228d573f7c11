/// `tap2 bench`: every figure the project claims, as a ratio against a peer or a limit that ran in the same
/// minutes on the same machine. One class per benchmark; [BenchCommand] gives them a running
/// server through [BenchServer].
@org.jspecify.annotations.NullMarked
package gg.tap2.server.bench;
