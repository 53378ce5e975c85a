"""A province beside a tenth and a hundredth of it: does a page cost the same in all three?"""
