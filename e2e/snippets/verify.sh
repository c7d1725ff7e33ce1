curl -X POST 'https://.supabase.co/auth/v1/verify' \
-H "apikey: " \
-H "Content-Type: application/json" \
-d '{
  "type": "sms",
  "phone": "+13334445555",
  "token": "123456"
}'
