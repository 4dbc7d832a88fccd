# {{title}}

Say what it is for, who uses it and what it needs. This page is shown on the Apps page.

- A public page with an address that only those know who were given it; visitors leave a message.
- *New address* on the page's form makes the address and ends the one before. The token is shown once: only its hash is kept.
- Ten messages an hour from one address of the internet.
