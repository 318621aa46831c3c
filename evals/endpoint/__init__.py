"""A scripted language model on loopback, speaking the OpenAI protocol.

It judges from outside what the product makes of a lying, slow, broken or hijacked
model. Nothing in it thinks: each script says what is sent, and how badly.
"""
