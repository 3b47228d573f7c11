package gg.tap2.server.platform.http;

import java.util.List;
import java.util.Map;

/// A form whose token is no longer good, sent by its own page: what was typed, and a fresh token in it. Without
/// passwords: a form that holds one begins anew.
///
/// @param address where the form is sent to
/// @param complete whether nothing was left out, so that it can be sent as it is
public record ExpiredForm(String address, Map<String, List<String>> fields, boolean complete) {}
