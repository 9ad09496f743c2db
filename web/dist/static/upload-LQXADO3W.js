import{a,b,c,d}from"/static/chunk-YAEC5XIH.js";import"/static/chunk-4H7TGWLW.js";export{a as MOST_BYTES,c as isPicture,d as startUpload,b as uploadOf};
