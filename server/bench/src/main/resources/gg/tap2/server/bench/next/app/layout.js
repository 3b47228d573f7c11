export default function Layout({ children }) {
  return (
    <html lang="en">
      <body>
        <header><a href="/">Tap2</a></header>
        <main>{children}</main>
        <footer><a href="/legal/terms">Terms</a> <a href="/legal/privacy">Privacy</a></footer>
      </body>
    </html>
  );
}
