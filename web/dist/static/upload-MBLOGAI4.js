import{a,b,c,d}from"/static/chunk-UI6H2UJE.js";import"/static/chunk-SMA4YWZC.js";export{a as MOST_BYTES,c as isPicture,d as startUpload,b as uploadOf};
