package gg.tap2.server.demo;

import gg.tap2.server.sandbox.Sandbox;
import java.nio.file.Path;

/// The running platform that a demonstration plays on.
public record DemoTarget(String baseUrl, Path dataDir, Sandbox sandbox) {}
