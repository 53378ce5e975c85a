"""Invented merchants, and one payment, notification and notice signed for them elsewhere.

The signatures were computed apart from the portal, by the rules the providers publish.
"""

from portal.config import Momo, Vnpay

SECRET = "DEMO-SECRET-NOT-REAL"
VNPAY = Vnpay(tmn_code="DEMOTMN1", secret=SECRET)
MOMO = Momo(partner_code="DEMO", access_key="DEMOACCESS", secret_key=SECRET)

VNPAY_PAYMENT = {
    "vnp_Version": "2.1.0",
    "vnp_Command": "pay",
    "vnp_TmnCode": "DEMOTMN1",
    "vnp_Amount": "500000",
    "vnp_CurrCode": "VND",
    "vnp_TxnRef": "HSSK7F3K2Q9A",
    "vnp_OrderInfo": "Nop phi ho so suc khoe ho GD-0001",
    "vnp_OrderType": "other",
    "vnp_Locale": "vn",
    "vnp_ReturnUrl": "https://suckhoe.example.org/thanh-toan/vnpay/ve",
    "vnp_IpAddr": "203.0.113.9",
    "vnp_CreateDate": "20261122090000",
    "vnp_ExpireDate": "20261122091500",
}
VNPAY_PAYMENT_TEXT = (
    "vnp_Amount=500000&vnp_Command=pay&vnp_CreateDate=20261122090000&vnp_CurrCode=VND"
    "&vnp_ExpireDate=20261122091500&vnp_IpAddr=203.0.113.9&vnp_Locale=vn"
    "&vnp_OrderInfo=Nop+phi+ho+so+suc+khoe+ho+GD-0001&vnp_OrderType=other"
    "&vnp_ReturnUrl=https%3A%2F%2Fsuckhoe.example.org%2Fthanh-toan%2Fvnpay%2Fve"
    "&vnp_TmnCode=DEMOTMN1&vnp_TxnRef=HSSK7F3K2Q9A&vnp_Version=2.1.0"
)
VNPAY_PAYMENT_HASH = (
    "b8948ae196358808cd6cfd9ac8935134f2d5a300fec78e80f1e01a5d14b51358"
    "0b564b1ccdffccd6eff0729b529d4cd18249b539cb3b3534ec8f0e729acf6cb4"
)
VNPAY_NOTIFICATION = {
    "vnp_Amount": "500000",
    "vnp_BankCode": "NCB",
    "vnp_BankTranNo": "VNP0000001",
    "vnp_CardType": "ATM",
    "vnp_OrderInfo": "Nop phi ho so suc khoe ho GD-0001",
    "vnp_PayDate": "20261122090312",
    "vnp_ResponseCode": "00",
    "vnp_TmnCode": "DEMOTMN1",
    "vnp_TransactionNo": "14000001",
    "vnp_TransactionStatus": "00",
    "vnp_TxnRef": "HSSK7F3K2Q9A",
    "vnp_SecureHash": (
        "db9edb943ba1f062a7aed50e9c6e981a9361ea7318b5fa2b924dfa703c5f3957"
        "ac3b32c68c42d8c59b247cfe0d9031bfc5af725e7b206c0e09ea3b4981070003"
    ),
}
MOMO_NOTIFICATION = {
    "partnerCode": "DEMO",
    "orderId": "HSSK7F3K2Q9A",
    "requestId": "HSSK7F3K2Q9A-1",
    "amount": 5000,
    "orderInfo": "Nop phi ho so suc khoe",
    "orderType": "momo_wallet",
    "transId": 4000000001,
    "resultCode": 0,
    "message": "Successful.",
    "payType": "qr",
    "responseTime": 1795312992000,
    "extraData": "",
    "signature": "67799abfef3e8168c7bc2316ebeeaa55985f837d3aac192891e12a53a21e0878",
}
