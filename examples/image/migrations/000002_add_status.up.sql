ALTER TABLE orders ADD COLUMN status text NOT NULL DEFAULT 'new';
UPDATE orders SET status = 'done' WHERE created_at < now() - interval '30 days';
