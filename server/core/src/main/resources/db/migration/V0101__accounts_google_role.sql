-- The role a new user asked for before going to the OpenID provider.
ALTER TABLE oidc_flows ADD COLUMN role VARCHAR(10) NOT NULL DEFAULT 'fan' CHECK (role IN ('creator', 'fan'));
