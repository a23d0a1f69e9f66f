"""An OData 4.0 feed of an app's records for Excel, Power BI and Tableau: to read, under the rights of whoever asks."""
