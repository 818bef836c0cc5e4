-- Nothing asks for sales by their day: reports read running sums, lists go by number. Every sale paid for it.
DROP INDEX sale_by_day;
