"""Small invented files in each of SIPRI's layouts, with the faults of real ones; an inventory."""

REGISTER_16 = """\
Transfers of major arms to Meridia, year range 2010 to 2019
Invented numbers

Recipient,Supplier,Year of order,,Number ordered,,Weapon designation,Weapon description,\
Number delivered,,Year(s) of delivery,status,Comments,SIPRI TIV per unit,\
SIPRI TIV for total order,SIPRI TIV of delivered weapons
Meridia,Norland,2008,,12,,Alpha,tank,12,,2010; 2011,New,,2.5,30,30
Meridia,Westmark,2011,?,4,?,Bravo,frigate,4,?,2012,New,"hull, licence",50,200,200
Meridia,unknown supplier(s),2015,,6,,Charlie,radar,,,,New,,9,54,
"""
REGISTER_17 = """\
Invented numbers

SIPRI AT Database ID,Supplier,Recipient,Designation,Description,Armament category,Order date,\
Order date is estimate,Numbers delivered,Numbers delivered is estimate,Delivery year,\
Delivery year is estimate,Status,SIPRI estimate,TIV deal unit,TIV delivery values,Local production
101,Norland,Meridia,Alpha,tank,Armoured vehicles,2008,,6,,2010,,New,2.5,2.5,15,
101,Norland,Meridia,Alpha,tank,Armoured vehicles,2008,,6,,2011,,New,2.5,2.5,15,
102,Westmark,Meridia,Bravo,frigate,Ships,2011,Yes,4,Yes,2012,,New,50,50,200,Yes
"""
TABLE = """\
TIV of arms exports to Meridia, 2010-2013

Exports by,2010,2011,2012,2013,2010-2013
Norland,10,20,0 ,5,35
Westmark,,5,30,,35
Total exports to Meridia,10,25,30,5,70
"""
OLD_TABLE = """\
"TIV of arms exports from Norland, 2018-2022",,,,,,
Figures are SIPRI Trend Indicator Values (TIVs) expressed in millions.,,,,,,
,,,,,,
Source: SIPRI Arms Transfers Database,,,,,,
Generated: 1 March 2023,,,,,,
,,,,,,
,2018,2019,2020,2021,2022,Total
Meridia,5,,10,,5,20
Sudonia,,4,4,4,,12
,,,,,,
Total,5,4,14,4,5,32
"""
WORLD_TABLE = """\
Volume of transfers of major arms
Figures are in millions of SIPRI trend-indicator values (TIVs).

Source: SIPRI Arms Transfers Database (c) SIPRI.
Data generated: 13 Apr 2024 3:54:15 PM

Exports by,2018,2019,2020,2021,2022,2018-2022,Percentage
Norland,60,60,60,60,60,300,60%
Westmark,30,30,30,30,40,160,32%
Meridia,10,10,10,10,0 ,40,8%
Total world export,100,100,100,100,100,500,100%
"""
CATEGORIES = """\
"TIV of arms exports from Norland, 2018-2020"
Generated: 1 March 2023

,2018,2019,2020,Total
Aircraft,10,,5,15
Armoured vehicles,,3,,3
Sensors,1,1,1,3
Total,11,4,6,21
"""
TOP_LIST = """\
"TIV of arms exports from the top 2 largest exporters, 2018-2019"

Rank 2018-2019,Rank 2017-2018,Supplier,2018,2019,2018-2019
1,1,Norland,10,12,22
2,3,Westmark,9,8,17
"""
REGIONS = """\
Volume of exports of major arms by region broken down by suppliers 2018-2019

,,2018,2019,2018-2019,% of regional total
Africa,Regional total,13,14,27,100%
,Norland,13,14,27,100%
"""
INVENTORY = """\
kind: inventory
title: What Meridia had
country: Meridia
as_of: 2026-01-01
sources:
  table: {title: A table, publisher: Nobody, date: not dated, address: nowhere}
items:
  - equipment: Alpha
    category: tanks
    origin: Norland
    count: 60
    low: 50
    high: 70
    source: table
    confidence: unsourced
    reason: invented
  - equipment: Delta
    category: tanks
    origin: Meridia
    count: 40
    source: table
    confidence: unsourced
    reason: invented
"""
FILES = {
    "register of 16": ("file.csv", REGISTER_16),
    "register of 17": ("file.csv", REGISTER_17),
    "table": ("file.csv", TABLE),
    "inventory": ("inventory.yaml", INVENTORY),
}
