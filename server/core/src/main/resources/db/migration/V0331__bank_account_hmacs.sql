-- Fingerprints and proofs were plain hashes of what is easily guessed (digits; two amounts under a dollar). They are
-- now made with a secret that the database holds only encrypted. Old ones cannot be made anew here, so none is kept: accounts
-- that were proven stay so, and one whose proof was still open is added again.
UPDATE bank_accounts SET fingerprint = encode(sha256(convert_to(CAST(gen_random_uuid() AS text), 'UTF8')), 'hex');
UPDATE bank_accounts SET verification_status = 'failed' WHERE verification_status = 'pending';
UPDATE bank_accounts SET verification_hash = NULL;
