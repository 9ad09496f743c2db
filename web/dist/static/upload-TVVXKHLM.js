import{a,b,c,d}from"/static/chunk-DNCPIMG5.js";import"/static/chunk-A3K7YQLQ.js";export{a as MOST_BYTES,c as isPicture,d as startUpload,b as uploadOf};
