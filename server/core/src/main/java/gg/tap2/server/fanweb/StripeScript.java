package gg.tap2.server.fanweb;

/// Stripe's script on a page that pays.
///
/// @param url where the browser loads it from
record StripeScript(String url, String publishableKey) {
    void on(View v) {
        v.noindex = true;
        v.script = "pay.js";
        v.scriptSrc = url;
    }
}
