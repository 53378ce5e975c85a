"""VNPAY and MoMo, each as its published protocol says."""
