// The bank's page is done: the Payment Element, our parent, asks for the result itself.
window.parent.postMessage({ source: "sandbox-stripe", type: "3ds-done" }, "*");
