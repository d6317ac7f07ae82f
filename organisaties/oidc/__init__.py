"""Log in with OpenID Connect, where the settings name a provider (docs/oidc.md, docs/adr/0021-oidc.md).

`aanbieder` speaks the protocol and believes nothing unchecked; `toelating` decides who that lets in; `views` ties them
to the pages; `sessie` tells others who came in this way.
"""
