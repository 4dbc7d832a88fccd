# {{title}}

Say what it is for, who uses it and what it needs. This page is shown on the Apps page.

- Items, each with an owner. Everybody who is signed in reads them; owners and administrators change them.
