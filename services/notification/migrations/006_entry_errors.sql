-- A payment that was entered for the wrong tranche failed at no bank: nobody is
-- told that one did.
UPDATE rule SET when_field = 'cause', when_value = 'bank_refused'
    WHERE id = X'01950000000070008000000000000020' AND when_field IS NULL;
